/** The sign of a step on its line. */
import type { JSX } from 'preact';
import type { Step } from './chain-folds.ts';

const SHAPES: Record<Step['is'], JSX.Element> = {
  done: <path d="M2.5 8.5 6 12l7.5-8" />,
  running: <path d="M13.5 8A5.5 5.5 0 1 1 11 3.4M11.2.8v2.9H8.3" />,
  open: <circle cx="8" cy="8" r="3" />,
  warning: <path d="M8 2 14.5 13.5h-13zM8 6.4v3.2M8 11.6v.1" />,
  failed: <path d="M8 1.2 14.8 8 8 14.8 1.2 8zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" />,
};

export function StepSign({ is }: { is: Step['is'] }) {
  return (
    <svg class={`step-sign is-${is}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      {SHAPES[is]}
    </svg>
  );
}
