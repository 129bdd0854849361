//! Counts the records of WARC files, with the time that reading, checking and opening them takes.
//!
//! Usage: `count FILE…`; prints one line of JSON a file.

#![expect(clippy::print_stdout, reason = "a measuring program reports on standard output")]

use std::fs::File;
use std::time::Instant;

use warc::record::Kind;
use warc::records::{Limits, Records};

fn main() -> std::io::Result<()> {
    for path in std::env::args().skip(1) {
        let begun = Instant::now();
        let mut records = Records::new(File::open(&path)?, Limits::default());
        let (mut all, mut responses, mut defects, mut bytes, mut bodies) = (0_u64, 0_u64, 0_u64, 0, 0);
        while let Some(read) = records.next_record() {
            let Ok(record) = read else {
                defects += 1;
                continue;
            };
            all += 1;
            bytes += record.block().len();
            if record.kind() == Kind::Response
                && let Ok(response) = warc::http::response(record.block())
                && let Ok(body) = response.body(1 << 26)
            {
                responses += 1;
                bodies += body.bytes.len();
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{{\"records_per_s\": {:.0}, \"records\": {all}, \"responses\": {responses}, \"block_bytes\": {bytes}, \
             \"body_bytes\": {bodies}, \"defects\": {defects}, \"seconds\": {seconds:.3}}}",
            all as f64 / seconds
        );
    }
    Ok(())
}
