/** Future actions by time. A binary heap, since a proof over a year has thousands of them waiting. */

export type Entry = { atMs: number; act: () => void };

export interface Timeline {
  add(entry: Entry): void;
  /** Removes and returns the earliest; of equal ones any. */
  take(): Entry | undefined;
}

export function createTimeline(): Timeline {
  const heap: Entry[] = [];

  const timeAt = (index: number) => heap[index]?.atMs ?? Number.POSITIVE_INFINITY;

  function swap(a: number, b: number): void {
    const [first, second] = [heap[a], heap[b]];
    if (!first || !second) return;
    heap[a] = second;
    heap[b] = first;
  }

  function siftUp(from: number): void {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (timeAt(parent) <= timeAt(index)) return;
      swap(parent, index);
      index = parent;
    }
  }

  function siftDown(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const smaller = timeAt(left + 1) < timeAt(left) ? left + 1 : left;
      if (timeAt(index) <= timeAt(smaller)) return;
      swap(smaller, index);
      index = smaller;
    }
  }

  return {
    add: (entry) => {
      heap.push(entry);
      siftUp(heap.length - 1);
    },
    take: () => {
      swap(0, heap.length - 1);
      const earliest = heap.pop();
      siftDown();
      return earliest;
    },
  };
}
