#[message]
pub enum Shape {
    Point,
    Circle(u32),
    #[cfg(feature = "squares")]
    Square {
        side: u32,
    },
}
