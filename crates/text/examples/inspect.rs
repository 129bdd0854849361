//! Prints what the crate makes of texts, for reading by eye: `cargo run -p text --example inspect -- sentences|numbers|fold|language FILE…`.
#![allow(clippy::print_stdout, reason = "the output is for a person")]

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_default();
    for path in args {
        let raw = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let display = text::repair::repair(&raw, &|_| false).text;
        let name = path.rsplit('/').next().unwrap_or_default();
        match what.as_str() {
            "sentences" => sentences(name, &display),
            "numbers" => numbers(name, &display),
            "fold" => print!("{}", text::fold::fold(&raw)),
            _ => println!("{name}\t{:?}", text::lang::identify(&display)),
        }
    }
    Ok(())
}

fn sentences(name: &str, display: &str) {
    for range in text::sentence::sentences(display) {
        println!("{name}\t{}", display.get(range).unwrap_or_default());
    }
}

fn numbers(name: &str, display: &str) {
    let folded = text::fold::fold(display);
    for number in text::number::numbers(&folded, text::number::Words::builtin()) {
        let around = |from: usize, count: usize| {
            folded.get(from..).unwrap_or_default().chars().take(count).collect::<String>()
        };
        let said = folded.get(number.range.clone()).unwrap_or_default();
        let kind = (number.exact, number.ordinal, number.dual_noun);
        println!(
            "{name}\t{said}\t{} {}..{:?} {kind:?}\t{}",
            number.value,
            number.min,
            number.max,
            around(number.range.end, 20)
        );
    }
}
