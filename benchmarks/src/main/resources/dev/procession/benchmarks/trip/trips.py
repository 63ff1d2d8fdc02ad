# Round trips through a multiprocessing.Pipe to a process and back: trips.py hot|parked COUNT BYTES; an int where BYTES is 0.
import multiprocessing as mp, sys, time
what, n, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

def echo(c):
    while True:
        if size: c.send_bytes(c.recv_bytes())
        else: c.send(c.recv())

mp = mp.get_context('fork')
here, there = mp.Pipe()
mp.Process(target=echo, args=(there,), daemon=True).start()
data = bytes(size)
for line in sys.stdin:
    times = []
    for i in range(n):
        if what == 'parked': time.sleep(0.003)
        start = time.perf_counter()
        if size:
            here.send_bytes(data)
            assert len(here.recv_bytes()) == size
        else:
            here.send(i)
            assert here.recv() == i
        times.append(time.perf_counter() - start)
    times.sort()
    print(times[n // 2] * 1e6, n, times[int(n * .99)] * 1e6, times[int(n * .999)] * 1e6, flush=True)
