//! Any bytes as a gazetteer, with the checksum put right so that they get past it: every read must end, none may panic.
#![no_main]

use gazetteer::{Gazetteer, compile::seal, geonames, wof};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut file = gazetteer::format::MAGIC.to_vec();
    file.extend_from_slice(&gazetteer::format::VERSION.to_le_bytes());
    file.extend_from_slice(bytes);
    seal(&mut file);
    if let Ok(gazetteer) = Gazetteer::from_vec(file) {
        let _ = gazetteer.attribution();
        for admin in gazetteer.admins().take(100) {
            let _ = admin.keys().take(100).count();
        }
        for key in ["", "a", "zz", "\u{627}\u{644}"] {
            let _ = gazetteer.find(key).take(100).count();
        }
    }
    if let Ok(line) = std::str::from_utf8(bytes) {
        let _ = (wof::parse(line), geonames::parse(line), geonames::parse_alternate(line));
        if let Some(key) = gazetteer::key::key(line) {
            assert_eq!(gazetteer::key::key(&key).as_deref(), Some(key.as_str()), "a key is its own key");
        }
    }
});
