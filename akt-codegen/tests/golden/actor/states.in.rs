/// A door.
#[actor(states(Locked, Open))]
pub(crate) struct Door {
    code: u32,
}

#[grain(key = u64, states(Idle, r#Busy, Done))]
pub struct Job<T: Clone>(T);
