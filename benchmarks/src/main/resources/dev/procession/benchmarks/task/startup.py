# A spawn pool of two to its first result, in milliseconds.
import multiprocessing as mp, sys, time

def one(): return 1

if __name__ == '__main__':
    spawn = mp.get_context('spawn')
    for line in sys.stdin:
        start = time.perf_counter()
        pool = spawn.Pool(2)
        pool.apply(one)
        print((time.perf_counter() - start) * 1000, 0, flush=True)
        pool.terminate(); pool.join()
