#[actor(mailbox = bonded(8))]
struct A;
#[actor(mailbox = bounded(8, drop_odest))]
struct B;
#[actor(mailbox = bounded(drop_oldest, 8))]
struct C;
#[actor(mailbox = bounded)]
struct D;
#[actor(mailbox = bounded(8, 9))]
struct E;
#[actor(mailbox = priority(0))]
struct F;
#[actor(mailbox = priority(8, unstabel))]
struct G;
#[actor(mailbox = fair(8, 9))]
struct H;
#[actor(mailbox = unbounded(8))]
struct I;
#[actor(mailbox = priority())]
struct J;
#[actor(stash = 0)]
struct K;
#[actor(stash = "many", in_flight = 8)]
struct L;
#[actor(passivate = "5 minutes")]
struct M;
#[actor(passivate = after(0))]
struct N;
#[actor(passivate = never)]
struct O;
#[actor(passivate)]
struct P;
#[actor(requires(Database, Cache, Database))]
struct Q;
#[actor(requires = Database)]
struct R;
#[actor(reentrancy = al, in_flight = 0)]
struct S;
#[actor(reentrancy = all, in_flight = 5000000000)]
struct T;
#[actor(reentrancy, stash = 5, stash = 6)]
struct U;
#[actor(idle = "5m")]
struct V;
#[grain(key = u64, passivate = "5m", requires(Database))]
struct W;
#[actor(reentrancy = nobody, in_flight = 8)]
struct X;
