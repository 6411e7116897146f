#[grain]
struct NoKey;
#[grain(key = u64, idle = "5 minutes")]
struct BadDuration;
#[grain(key = u64, idle = "0s")]
struct NoTime;
#[grain(key = u64, idle = 5)]
struct Number;
#[grain(key = =, remote)]
struct BadKey;
#[grain(idel = "5m", kye = u64, key = u64)]
struct Slips;
