/** The signs: a shape of its own for each state, so that colour is never all that tells them apart. */
import type { JSX } from 'preact';
import type { Tile } from './groups.ts';

const SHAPES: Record<Tile, JSX.Element> = {
  ready: <path d="M2.5 8.5 6 12l7.5-8" />,
  renewing: <path d="M13.5 8A5.5 5.5 0 1 1 11 3.4M11.2.8v2.9H8.3" />,
  'at-risk': <path d="M8 2 14.5 13.5h-13zM8 6.4v3.2M8 11.6v.1" />,
  'not-served': <path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM3.8 12.2l8.4-8.4" />,
  failing: <path d="M8 1.2 14.8 8 8 14.8 1.2 8zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" />,
  expiring: <path d="M4 1.8h8M4 14.2h8M5 2c0 4 6 8 6 12M11 2c0 4-6 8-6 12" />,
  removed: <path d="M3 8h10" />,
};

/** For the eye only: the word stands beside it. */
export function Sign({ of }: { of: Tile }) {
  return (
    <svg class={`sign is-${of}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      {SHAPES[of]}
    </svg>
  );
}
