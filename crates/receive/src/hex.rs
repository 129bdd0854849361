//! Hexadecimal digits.

/// Bytes as lower-case digits.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Digits of either case as bytes; none where it is anything else.
pub(crate) fn decode(digits: &[u8]) -> Option<Vec<u8>> {
    let value = |digit: u8| char::from(digit).to_digit(16);
    let (pairs, rest) = digits.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|&[high, low]| u8::try_from(value(high)? << 4 | value(low)?).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_round_trip() {
        assert_eq!(decode(encode(&[0, 0xab, 0xff]).as_bytes()), Some(vec![0, 0xab, 0xff]));
        assert_eq!(decode(b"AB"), Some(vec![0xab]));
        assert_eq!(decode(b""), Some(vec![]));
    }

    #[test]
    fn anything_else_is_refused() {
        assert_eq!(decode(b"abc"), None);
        assert_eq!(decode(b"zz"), None);
        assert_eq!(decode(b"+1"), None);
    }
}
