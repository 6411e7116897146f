//! An actor may come out of the user's own macro.
use akt::prelude::*;

macro_rules! counter {
    ($name:ident, $reference:ident, $number:ty, $bump:ident($by:ident: $step:ty)) => {
        #[actor(remote)]
        pub struct $name {
            count: $number,
        }

        #[handlers]
        impl $name {
            #[handler]
            pub fn $bump(&mut self, $by: $step) -> Result<$number, $step> {
                self.count += <$number>::from($by);
                Ok(self.count)
            }

            #[handler]
            pub async fn count(&self) -> $number {
                self.count
            }

            #[handler]
            pub fn watch(&self, ctx: &Ctx) {
                let _ = ctx;
            }
        }

        fn $bump(reference: &$reference) {
            let _call = reference.$bump(1);
            let _call = reference.count();
        }
    };
}

counter!(Small, SmallRef, u32, bump_small(by: u8));
counter!(Large, LargeRef, u64, bump_large(step: u32));

fn main() {
    let _ = (bump_small, bump_large);
}
