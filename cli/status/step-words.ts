/** What the steps of a chain are called, one and many, on the screen and on the page. Pure: it runs in a browser, too. */
import type { ChainStep } from '../../functions/engine/renewal/chain-step.ts';

const MANY: Record<ChainStep['step'], string> = {
  definition: 'definitions',
  readiness: 'proofs',
  order: 'orders',
  name: 'names',
  certificate: 'certificates',
  store: 'versions',
  target: 'targets',
  probe: 'places',
};

/** `readiness`; `ACM eu-central-1`; `www.example.com`. */
export function stepLabel({ step, of = '' }: { step: string; of?: string | undefined }): string {
  if (step === 'target') return of === 'Secrets Manager' ? of : `ACM ${of}`;
  return step === 'name' || step === 'probe' ? of : step;
}

/** `12 names`. What a later release adds is called a step. */
export function manySteps(count: number, step: string): string {
  const words: Partial<Record<string, string>> = MANY;
  return `${count} ${words[step] ?? 'steps'}`;
}
