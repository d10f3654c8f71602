/** The sign of a step on its line: those of the states, so that a shape means one thing on the whole page. */
import type { Step } from './chain-folds.ts';
import type { Group } from './groups.ts';
import { Sign } from './icons.tsx';

const SIGNS: Record<Exclude<Step['is'], 'open'>, Group> = {
  done: 'ready',
  running: 'renewing',
  warning: 'at-risk',
  failed: 'failing',
};

export function StepSign({ is }: { is: Step['is'] }) {
  if (is !== 'open') return <Sign of={SIGNS[is]} />;
  return (
    <svg class="sign is-removed" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <circle cx="8" cy="8" r="3" />
    </svg>
  );
}
