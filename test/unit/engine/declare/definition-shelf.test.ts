import { describe, expect, it } from 'vitest';
import {
  type DefinitionShelf,
  placeOn,
  takeFrom,
} from '../../../../functions/engine/declare/definition-shelf.ts';
import { anOwner } from '../../../support/builders.ts';

/** A definition is the logical id that wrote it, with a number. */
type Shelf = DefinitionShelf<string>;

const one = (logicalId: string, definition = logicalId) => ({ owner: anOwner({ logicalId }), definition });
const NAME = { certificateName: 'example.com', isMoved: false };
const EMPTY: Shelf = { former: [] };

const place = (shelf: Shelf, id: string, definition = id) => placeOn(shelf, one(id, definition), NAME);
const definitions = ({ current, former }: Shelf) => [current?.definition, ...former.map((f) => f.definition)];

describe('placeOn and takeFrom', () => {
  it('survive a rename inside the stack: A, then B, then the Delete of A', () => {
    const renamed = place(place(EMPTY, 'A'), 'B');
    expect(definitions(renamed)).toEqual(['B', 'A']);
    expect(definitions(takeFrom(renamed, anOwner({ logicalId: 'A' })))).toEqual(['B']);
  });

  it('survive its rollback: the Delete of B gives the name back to A', () => {
    const back = takeFrom(place(place(EMPTY, 'A'), 'B'), anOwner({ logicalId: 'B' }));
    expect(definitions(back)).toEqual(['A']);
  });

  it('keep one definition of each owner, the last', () => {
    expect(definitions(place(place(place(EMPTY, 'A', 'A1'), 'B'), 'A', 'A2'))).toEqual(['A2', 'B']);
    expect(definitions(place(place(EMPTY, 'A', 'A1'), 'A', 'A2'))).toEqual(['A2']);
  });

  it('keep five former ones at most', () => {
    const shelf = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].reduce((all, id) => place(all, id), EMPTY);
    expect(definitions(shelf)).toEqual(['G', 'F', 'E', 'D', 'C', 'B']);
  });

  it('change nothing for an owner that has none', () => {
    const shelf = place(EMPTY, 'A');
    expect(takeFrom(shelf, anOwner({ logicalId: 'B' }))).toBe(shelf);
    expect(takeFrom(EMPTY, anOwner())).toBe(EMPTY);
  });

  it('leave nothing when the last one is taken', () => {
    expect(takeFrom(place(EMPTY, 'A'), anOwner({ logicalId: 'A' }))).toEqual({
      current: undefined,
      former: [],
    });
  });

  it('keep an owner of a later release: whatever goes, it stays', () => {
    const shelf: Shelf = { current: { owner: 'cli:operator', definition: 'theirs' }, former: [one('A')] };

    expect(definitions(takeFrom(shelf, anOwner({ logicalId: 'A' })))).toEqual(['theirs']);
    expect(() => place(shelf, 'A')).toThrow(/declared by cli:operator, an owner that this release does not/);
  });

  it('refuse another stack, and follow a resource that was moved there', () => {
    const moved = { owner: anOwner({ stackName: 'Shop' }), definition: 'S' };
    const shelf = place(place(EMPTY, 'A'), 'B');

    expect(() => placeOn(shelf, moved, NAME)).toThrow(/declared by B in the stack Certs/);
    expect(definitions(placeOn(shelf, moved, { ...NAME, isMoved: true }))).toEqual(['S']);
  });
});
