//! The demonstration of the README.

use std::process::Command;

use crate::rig::root;

#[test]
fn the_demonstration_shows_incidents_and_ends_well() {
    let output = Command::new(root().join("tools/demo")).current_dir(root()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let incidents = text.lines().filter(|line| line.contains('\u{2068}')).count();
    assert!(incidents > 50, "{incidents} incidents: {text}");
}
