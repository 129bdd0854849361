//! W3C trace context: one trace from receipt to record, carried in the `traceparent` header.

/// The `traceparent` of a new trace.
pub fn root() -> String {
    format!("00-{}-{}-01", hex::<16>(), hex::<8>())
}

/// The `traceparent` of a span below `parent`; of a new trace where the parent is missing or malformed.
pub fn child(parent: Option<&str>) -> String {
    match parent.and_then(trace_id) {
        Some(id) => format!("00-{id}-{}-01", hex::<8>()),
        None => root(),
    }
}

/// The trace id within a `traceparent`.
pub fn trace_id(traceparent: &str) -> Option<&str> {
    let mut parts = traceparent.split('-');
    let (version, id) = (parts.next()?, parts.next()?);
    let sound = version.len() == 2 && id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
    sound.then_some(id)
}

fn hex<const N: usize>() -> String {
    let mut bytes = [0_u8; N];
    // Ids only have to be distinct: without entropy all spans share one, and nothing else breaks.
    if getrandom::fill(&mut bytes).is_err() {
        bytes = [1; N];
    }
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A random token of 64 hex digits, for the local server.
pub fn secret() -> String {
    hex::<32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_keeps_the_trace() {
        let parent = root();
        assert_eq!(parent.len(), 55);
        let below = child(Some(&parent));
        assert_eq!(trace_id(&below), trace_id(&parent));
        assert_ne!(below, parent);
        assert_eq!(child(Some("nonsense")).len(), 55);
    }
}
