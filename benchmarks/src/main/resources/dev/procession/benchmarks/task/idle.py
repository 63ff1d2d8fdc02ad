# A consumer that is blocked at a multiprocessing.Queue; it says so, and ends with its input.
import multiprocessing as mp, sys, threading
q = mp.get_context('fork').Queue()
threading.Thread(target=q.get, daemon=True).start()
for line in sys.stdin: print(0, 0, flush=True)
