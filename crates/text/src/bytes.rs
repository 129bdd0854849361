//! Counting of bytes. In pieces so short that a byte holds the count, since the compiler then counts many at a time: a
//! question about a whole text costs less than reading one line of it.

const PIECE: usize = u8::MAX as usize;

/// How many bytes are of a kind.
pub fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let of_piece =
        |piece: &[u8]| piece.iter().fold(0_u8, |count, byte| count.wrapping_add(u8::from(is(*byte))));
    bytes.chunks(PIECE).map(|piece| usize::from(of_piece(piece))).sum()
}

/// How many bytes are of a kind together with the byte that follows them.
pub fn count_pairs(bytes: &[u8], is: impl Fn(u8, u8) -> bool) -> usize {
    let next = bytes.get(1..).unwrap_or_default();
    let of_piece = |(piece, next): (&[u8], &[u8])| {
        let pairs = piece.iter().zip(next);
        usize::from(
            pairs.fold(0_u8, |count, (first, second)| count.wrapping_add(u8::from(is(*first, *second)))),
        )
    };
    bytes.chunks(PIECE).zip(next.chunks(PIECE)).map(of_piece).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_beyond_a_piece() {
        let bytes = b"aab".repeat(1000);
        assert_eq!(count(&bytes, |byte| byte == b'a'), 2000);
        assert_eq!(count_pairs(&bytes, |first, second| first == b'a' && second == b'b'), 1000);
        assert_eq!(count_pairs(&bytes, |first, second| first == b'b' && second == b'a'), 999);
        assert_eq!(count_pairs(b"a", |_, _| true), 0);
        assert_eq!(count(b"", |_| true), 0);
    }
}
