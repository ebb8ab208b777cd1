/*
 * The ring's handshake: two producers claim by compare-and-swap and publish by stamp, one consumer reads and gives slots
 * back, and either side sleeps behind a flag (see ring-memory.ts, ring-producer.ts, wait-strategy.ts). Every step on shared
 * memory is one Atomics call, hence sequentially consistent as in the model. Timeouts of the sleeps are left out: an
 * invalid end state is a lost wake-up or a deadlock.
 *
 * -DNO_LAST_LOOK    the consumer does not look again after it has set its flag
 * -DLATE_FLAG       a producer looks at the flag before it publishes
 * -DNO_CAPACITY     a producer claims without regard to the reader
 * -DNO_ROOM_LOOK    a producer does not look for room again after it has set its flag
 */
#define CAPACITY 2
#define PRODUCERS 2
#define MESSAGES 3
#define TOTAL (PRODUCERS * MESSAGES)

byte claimed = 0;
byte consumed = 0;
byte stamp[CAPACITY];      /* sequence + 1 of what is published in the slot */
byte producer[CAPACITY];   /* payload */
byte number[CAPACITY];
bit sleeping = 0;
bit blocked = 0;
bit consumerAsleep = 0;
bit producerAsleep[PRODUCERS];

/* Atomics.wait(flag, 1): sleeps if the flag is still 1, in one step. */
inline sleepConsumer() {
  atomic { if :: sleeping == 1 -> consumerAsleep = 1 :: else -> skip fi }
  (consumerAsleep == 0)
}
inline sleepProducer(me) {
  atomic { if :: blocked == 1 -> producerAsleep[me] = 1 :: else -> skip fi }
  (producerAsleep[me] == 0)
}
/* RingMemory.wake: load, store, notify. */
inline wakeConsumer() {
  if
  :: sleeping == 1 -> sleeping = 0; consumerAsleep = 0
  :: else -> skip
  fi
}
inline wakeProducers() {
  if
  :: blocked == 1 -> blocked = 0; atomic { producerAsleep[0] = 0; producerAsleep[1] = 0 }
  :: else -> skip
  fi
}

/* RingProducer.tryClaim with a fresh cursor. */
inline tryClaim() {
  seen = claimed;
  free = CAPACITY - (seen - consumed);
#ifdef NO_CAPACITY
  free = 1;
#endif
  won = 0;
  if
  :: free > 0 -> atomic { if :: claimed == seen -> claimed = seen + 1; won = 1 :: else -> skip fi }
  :: else -> skip
  fi
}

proctype Producer(byte me) {
  byte sent = 0;
  byte seen;
  short free;
  bit won;
  do
  :: sent == MESSAGES -> break
  :: else ->
    tryClaim();
    do
    :: won -> break
    :: !won && free > 0 -> tryClaim()
    :: !won && free <= 0 ->
      blocked = 1;
#ifndef NO_ROOM_LOOK
      tryClaim();
      if
      :: won || free > 0 -> skip
      :: else -> sleepProducer(me); tryClaim()
      fi
#else
      sleepProducer(me); tryClaim()
#endif
    od;
    assert(claimed - consumed <= CAPACITY);
#ifdef LATE_FLAG
    wakeConsumer();
#endif
    producer[seen % CAPACITY] = me;
    number[seen % CAPACITY] = sent;
    stamp[seen % CAPACITY] = seen + 1;
#ifndef LATE_FLAG
    wakeConsumer();
#endif
    sent++
  od
}

proctype Consumer() {
  byte next = 0;
  byte expected[PRODUCERS];
  byte from;
  do
  :: next == TOTAL -> break
  :: else ->
    if
    :: stamp[next % CAPACITY] == next + 1 ->
      from = producer[next % CAPACITY];
      assert(number[next % CAPACITY] == expected[from]);
      expected[from]++;
      next++;
      consumed = next;
      wakeProducers()
    :: else ->
      sleeping = 1;
#ifndef NO_LAST_LOOK
      if
      :: stamp[next % CAPACITY] == next + 1 -> skip
      :: else -> sleepConsumer()
      fi;
#else
      sleepConsumer();
#endif
      sleeping = 0
    fi
  od
}

init {
  atomic { run Producer(0); run Producer(1); run Consumer() }
}
