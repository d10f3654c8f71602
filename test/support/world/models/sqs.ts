/**
 * The work queue in memory: it delivers in any order, some messages twice, and never starts more runs than the function's
 * concurrency. It holds back what is sent with a delay. The real queue adapter sends to it.
 */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Random } from './seeded-random.ts';
import type { VirtualClock } from './virtual-clock.ts';

export type QueueOptions = {
  clock: VirtualClock;
  random: Random;
  /** The most messages that are worked on at once. */
  concurrency: number;
  /** The share of messages that are delivered a second time, some minutes later. */
  shareDoubled: number;
  /** MUST NOT reject. */
  work(body: string, sentAt: Date): Promise<void>;
};

export type QueueModel = {
  client: SQSClient;
  /** True when no message waits and none is worked on. */
  isIdle(): boolean;
};

type Message = { body: string; sentAt: Date };

const LONGEST_DELAY_MS = 20 * 60 * 1000;
/** So many waiting messages may overtake one another. */
const OUT_OF_ORDER = 10;

export function createQueueModel({
  clock,
  random,
  concurrency,
  shareDoubled,
  work,
}: QueueOptions): QueueModel {
  const waiting: Message[] = [];
  let underWay = 0;

  function pump(): void {
    while (underWay < concurrency && waiting.length > 0) {
      const index = Math.floor(random.next() * Math.min(OUT_OF_ORDER, waiting.length));
      const [message] = waiting.splice(index, 1);
      if (!message) return;
      underWay += 1;
      void work(message.body, message.sentAt).finally(() => {
        underWay -= 1;
        pump();
      });
    }
  }

  function deliver(message: Message): void {
    waiting.push(message);
    pump();
  }

  const send = async (command: unknown) => {
    if (!(command instanceof SendMessageBatchCommand))
      throw new Error('The queue model knows no such command');
    for (const { MessageBody = '', DelaySeconds = 0 } of command.input.Entries ?? []) {
      const message = { body: MessageBody, sentAt: clock.now() };
      clock.later(DelaySeconds * 1_000 + random.between(20, 500), () => deliver(message));
      if (random.happens(shareDoubled)) clock.later(random.next() * LONGEST_DELAY_MS, () => deliver(message));
    }
    return {};
  };
  return {
    client: { send } as unknown as SQSClient,
    isIdle: () => underWay === 0 && waiting.length === 0,
  };
}
