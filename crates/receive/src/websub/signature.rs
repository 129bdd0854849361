//! `X-Hub-Signature`: HMAC of the body under the subscription's secret (`WebSub`, 7.1), `method=digits`.

use hmac::{Hmac, Mac as _};
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// What a signature proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The sender knows the secret, and the body is as it was sent.
    Genuine,
    /// There is none, or of an unknown method.
    Unsigned,
    /// It is of another secret or another body.
    Forged,
}

impl Verdict {
    /// The name in metrics.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::Unsigned => "unsigned",
            Self::Forged => "forged",
        }
    }
}

/// Checks a signature over the bytes as they were received, in constant time.
pub(crate) fn check(header: Option<&[u8]>, secret: &[u8], body: &[u8]) -> Verdict {
    let Some((method, digits)) = header.and_then(|value| split(value.trim_ascii())) else {
        return Verdict::Unsigned;
    };
    macro_rules! signed_by {
        ($hash:ty) => {
            Hmac::<$hash>::new_from_slice(secret)
                .ok()
                .map(|mac| mac.chain_update(body))
                .zip(crate::hex::decode(digits))
                .is_some_and(|(mac, signature)| mac.verify_slice(&signature).is_ok())
        };
    }
    let is_genuine = match method.to_ascii_lowercase().as_slice() {
        b"sha1" => signed_by!(Sha1),
        b"sha256" => signed_by!(Sha256),
        b"sha384" => signed_by!(Sha384),
        b"sha512" => signed_by!(Sha512),
        _ => return Verdict::Unsigned,
    };
    if is_genuine { Verdict::Genuine } else { Verdict::Forged }
}

fn split(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = value.iter().position(|&byte| byte == b'=')?;
    Some((value.get(..at)?, value.get(at + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 2202 and RFC 4231, test case 2.
    const BODY: &[u8] = b"what do ya want for nothing?";
    const SHA256: &str = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    #[track_caller]
    fn verdict(header: &str, expected: Verdict) {
        assert_eq!(check(Some(header.as_bytes()), b"Jefe", BODY), expected, "{header}");
    }

    #[test]
    fn the_four_methods_are_known() {
        verdict("sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", Verdict::Genuine);
        verdict(SHA256, Verdict::Genuine);
        verdict(&SHA256.to_uppercase(), Verdict::Genuine);
        verdict(
            "sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e\
             8e2240ca5e69e2c78b3239ecfab21649",
            Verdict::Genuine,
        );
        verdict(
            "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
             9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
            Verdict::Genuine,
        );
    }

    #[test]
    fn anything_else_is_forged_or_none() {
        verdict("sha256=00", Verdict::Forged);
        verdict("sha256=", Verdict::Forged);
        verdict("sha256=zz", Verdict::Forged);
        verdict("md5=00", Verdict::Unsigned);
        verdict("sha256", Verdict::Unsigned);
        assert_eq!(check(None, b"Jefe", BODY), Verdict::Unsigned);
        assert_eq!(check(Some(SHA256.as_bytes()), b"jefe", BODY), Verdict::Forged);
        assert_eq!(check(Some(SHA256.as_bytes()), b"Jefe", b"what"), Verdict::Forged);
    }
}
