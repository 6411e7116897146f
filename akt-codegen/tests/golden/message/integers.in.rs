#[message]
pub struct Sizes {
    plain: usize,
    nested: Vec<Option<isize>>,
    tuple: (u8, [core::primitive::usize; 4]),
    fine: my::usize,
}
