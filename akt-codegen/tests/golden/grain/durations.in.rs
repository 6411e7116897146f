#[grain(key = u64, idle = "30s")]
struct A;
#[grain(key = u64, idle = "2h")]
struct B;
