//! The rules of fetching, without any I/O: robots, addresses, who may be asked, how often, when again.
