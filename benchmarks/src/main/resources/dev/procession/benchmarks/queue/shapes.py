# Many producers and consumers at one multiprocessing.Queue: shapes.py PRODUCERS CONSUMERS EACH CAPACITY.
# An element is a tuple of five equal ints; the clock runs from the barrier that all pass until the last consumer has its share.
import multiprocessing as mp, sys, time
producers, consumers, each, capacity = map(int, sys.argv[1:])
mp = mp.get_context('fork')
total = producers * each
q, sums, barrier = mp.Queue(capacity), mp.Queue(), mp.Barrier(producers + consumers + 1)

def producer():
    while True:
        barrier.wait()
        for i in range(each): q.put((i, i, i, i, i))

def consumer(share):
    while True:
        barrier.wait()
        got = 0
        for i in range(share): got += q.get()[4]
        sums.put(got)

for p in range(producers): mp.Process(target=producer, daemon=True).start()
for c in range(consumers): mp.Process(target=consumer, args=(total // consumers + (c < total % consumers),), daemon=True).start()
for line in sys.stdin:
    barrier.wait()
    start = time.perf_counter()
    got = sum(sums.get() for c in range(consumers))
    end = time.perf_counter()
    assert got == producers * each * (each - 1) // 2
    print(total / (end - start) / 1e6, total, flush=True)
