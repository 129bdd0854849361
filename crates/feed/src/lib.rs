//! Feeds, sitemaps and OPML: bytes in, entries and defects out.
