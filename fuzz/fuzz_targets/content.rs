//! Any bytes, read as a page, as plain text, and as whatever they look like: no panic, and a defect for an empty
//! body.
#![no_main]

use content::{DefectCode, Furniture, Input};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for content_type in [Some("text/html"), Some("text/plain"), None] {
        let input = Input { bytes, content_type, ..Input::default() };
        let article = content::article(&input, Furniture::builtin());
        let said = article.defects.iter().any(|defect| defect.code == DefectCode::EmptyBody);
        assert_eq!(article.body.trim().is_empty(), said, "{:?}", article.defects);
    }
});
