//! WARC files: records and the HTTP responses in them.
