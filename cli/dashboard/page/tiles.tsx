/** How many certificates are in each state: each tile filters the table by it. */
import { TILES, type Tile, WORDS } from './groups.ts';
import { Sign } from './icons.tsx';
import { isOf } from './rows.ts';
import { filters, rows } from './state.ts';

export function Tiles() {
  const all = rows.value;
  return (
    <fieldset class="tiles" aria-label="Show only">
      {TILES.map((tile) => {
        const count = all.filter((row) => isOf(row, tile)).length;
        return tile === 'removed' && count === 0 ? null : <TileOf key={tile} tile={tile} count={count} />;
      })}
    </fieldset>
  );
}

function TileOf({ tile, count }: { tile: Tile; count: number }) {
  const isPressed = filters.value.includes(tile);
  return (
    <button
      type="button"
      class={`tile is-${tile}${count === 0 ? ' is-none' : ''}`}
      aria-pressed={isPressed}
      onClick={() => {
        filters.value = isPressed ? filters.value.filter((one) => one !== tile) : [...filters.value, tile];
      }}
    >
      <span class="count">{count.toLocaleString('en')}</span>
      <span class="of">
        <Sign of={tile} />
        {WORDS[tile]}
      </span>
    </button>
  );
}
