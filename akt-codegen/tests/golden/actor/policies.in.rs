#[actor(stash = 100, passivate = "5m", requires(Database, Cache<T>), reentrancy = exclusive, in_flight = 32)]
pub struct Store<T: Sync>(T);
#[actor(passivate = after(1_000), reentrancy = all)]
struct Short;
#[grain(key = u64, stash = 7, reentrancy = all, in_flight = 1)]
struct Job;
