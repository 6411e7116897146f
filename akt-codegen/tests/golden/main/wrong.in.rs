#[main]
fn not_async() {}
#[main]
async fn arguments(args: Vec<String>, more: u8) {}
#[main(flavor = "current_thread")]
async fn generic<T>() where T: Clone {}
#[main]
const unsafe extern "C" fn qualified() {}
#[main]
struct NotAFunction;
#[main]
async fn unfinished();
