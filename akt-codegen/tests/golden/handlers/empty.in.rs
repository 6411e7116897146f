#[handlers]
impl Idle {
    #![allow(dead_code)]
    pub fn new() -> Self {
        Self
    }
}
