#[actor(mailbox = bounded(1024, drop_oldest))]
struct A;
#[actor(mailbox = bounded(8, reject))]
struct B;
#[actor(mailbox = priority)]
struct C;
#[actor(mailbox = priority(100, unstable))]
struct D;
#[actor(mailbox = priority(stable))]
struct E;
#[grain(key = u64, mailbox = fair)]
struct F;
#[actor(mailbox = fair(100))]
struct G;
#[actor(mailbox = segmented)]
struct H;
#[actor(mailbox = bounded(8, backpressure))]
struct I;
