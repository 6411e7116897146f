#[actor(mailbox = unbounded,)]
enum Switch {
    On,
    Off,
}
