//! The small examples print what their headers say.

#[cfg(test)]
mod examples {
    use std::fs;
    use std::path::Path;
    use std::process::Command;

    fn printed(program: &str) -> String {
        let output = Command::new(program).output().unwrap();
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{program}: {complaint}");
        assert_eq!(complaint, "", "{program}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What the header of an example says that it prints.
    fn promised(source: &str) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(source);
        let text = fs::read_to_string(path).unwrap();
        let header = text.lines().map_while(|line| line.strip_prefix("//!"));
        let printed = header
            .skip_while(|line| line.trim() != "```text")
            .skip(1)
            .take_while(|line| line.trim() != "```");
        printed.map(|line| format!("{}\n", line.trim())).collect()
    }

    /// The text with each number replaced, as some differ from run to run.
    fn without_numbers(text: &str) -> String {
        let mut words = String::new();
        for part in text.split_inclusive(|letter: char| !letter.is_ascii_digit()) {
            words.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_digit()));
        }
        words
    }

    #[test]
    fn hello_prints_what_it_promises() {
        assert_eq!(printed(env!("CARGO_BIN_EXE_hello")), promised("hello.rs"));
    }

    #[test]
    fn hello_is_thirty_lines() {
        let text =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("hello.rs")).unwrap();
        let program = text.lines().skip_while(|line| !line.starts_with("use "));
        assert!(program.count() <= 30);
    }

    #[test]
    fn patterns_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_patterns"));
        assert_eq!(printed, promised("patterns.rs"));
    }

    #[test]
    fn routers_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_routers"));
        assert_eq!(printed, promised("routers.rs"));
    }

    #[test]
    fn protocols_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_protocols"));
        assert_eq!(printed, promised("protocols.rs"));
    }

    #[test]
    fn testing_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_testing"));
        assert_eq!(printed, promised("testing.rs"));
    }

    #[test]
    fn remote_prints_what_it_promises() {
        assert_eq!(printed(env!("CARGO_BIN_EXE_remote")), promised("remote.rs"));
    }

    #[test]
    fn reliable_delivery_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_reliable_delivery"));
        assert_eq!(printed, promised("reliable_delivery.rs"));
    }

    #[test]
    fn hierarchy_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_hierarchy"));
        assert_eq!(printed, promised("hierarchy.rs"));
    }

    #[test]
    fn supervision_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_supervision"));
        assert_eq!(printed, promised("supervision.rs"));
    }

    #[test]
    fn behaviors_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_behaviors"));
        assert_eq!(printed, promised("behaviors.rs"));
    }

    #[test]
    fn stash_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_stash"));
        assert_eq!(printed, promised("stash.rs"));
    }

    #[test]
    fn timers_and_cron_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_timers_and_cron"));
        assert_eq!(printed, promised("timers_and_cron.rs"));
    }

    #[test]
    fn pipe_and_breaker_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_pipe_and_breaker"));
        assert_eq!(printed, promised("pipe_and_breaker.rs"));
    }

    #[test]
    fn reentrancy_prints_what_it_promises() {
        let printed = printed(env!("CARGO_BIN_EXE_reentrancy"));
        assert_eq!(printed, promised("reentrancy.rs"));
    }

    #[test]
    fn grains_prints_what_it_promises_but_for_the_numbers_that_differ() {
        let (printed, promised) = (printed(env!("CARGO_BIN_EXE_grains")), promised("grains.rs"));
        assert_eq!(without_numbers(&printed), without_numbers(&promised));
        for line in promised.lines().filter(|line| line.starts_with("seat")) {
            assert!(printed.contains(line), "{printed}");
        }
        let booked = printed
            .lines()
            .filter_map(|line| line.strip_prefix("60 seats are booked: "));
        for line in booked {
            let counts = line.split(", ").map(|part| part.split(' ').nth(1).unwrap());
            assert_eq!(
                counts
                    .map(|count| count.parse::<u32>().unwrap())
                    .sum::<u32>(),
                60
            );
        }
    }
}
