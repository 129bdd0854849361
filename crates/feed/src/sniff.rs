//! What bytes are that are no text: compressed data, images, archives.

/// Whether the bytes are gzip (RFC 1952); sitemaps often come so, whatever their header says.
///
/// Decompression is the caller's, who knows how much it may cost.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1F, 0x8B, 0x08])
}

/// Whether the bytes begin as some binary format does.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 12] = [
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"RIFF",
        b"PK\x03\x04",
        b"%PDF-",
        b"BZh",
        b"\x28\xB5\x2F\xFD",
        b"\xFD7zXZ",
        b"\x7FELF",
        b"OggS",
        b"ID3",
    ];
    is_gzip(bytes) || MAGIC.iter().any(|magic| bytes.starts_with(magic))
}
