/** How a bar is read. */
import { diamond } from './life-bar.tsx';
import { hasLens, shownZoom } from './state.ts';

export function Legend() {
  return (
    <p class="legend" aria-hidden="true">
      <Key words="spent">
        <rect class="spent" x="0" y="3" width="18" height="10" rx="1.5" />
      </Key>
      <Key words="left">
        <rect class="left" x="0" y="3" width="18" height="10" rx="1.5" />
      </Key>
      <Key words="CA’s window">
        <rect class="window" x="5" y="1" width="8" height="14" rx="2" />
      </Key>
      <Key words="next renewal">
        <path class="renewal" d={diamond(9, 8, 5)} />
      </Key>
      <Key words="later ones">
        <path class="later" d={diamond(9, 8, 3)} />
      </Key>
      <Key words="expiry">
        <path class="expiry" d="M9 1v14" />
      </Key>
      <Key words="renewed">
        <path class="run" d="M9 5v6" />
      </Key>
      <Key words="failed run">
        <path class="run has-failed" d="M9 5v6" />
      </Key>
      <Key words="renewals of all">
        <path class="load" d="M2 15V9h5v6zm6 0V2h5v13zm6 0v-4h4v4z" />
      </Key>
      {hasLens.value && shownZoom.value !== '2 weeks' && (
        <Key words="two weeks, drawn wider">
          <rect class="lens" width="18" height="16" />
        </Key>
      )}
    </p>
  );
}

function Key({ words, children }: { words: string; children: preact.ComponentChildren }) {
  return (
    <span>
      <svg class="life is-ready" width="18" height="16" aria-hidden="true">
        {children}
      </svg>
      {words}
    </span>
  );
}
