/**
 * Who has a certificate's name, and who had it before. Within one stack a name passes to another logical id; the former
 * definition is kept until its own Delete, and comes back when the new one is deleted, since a rollback sends no more than
 * that. Another stack is refused. Pure.
 */
import { RenewerError } from '../errors.ts';
import { describeOwner, type Holder, isSameOwner, isSameStack, type Owner } from './owner.ts';

/** What the definition says means nothing here: a damaged one must not be in the way of its successor. */
export type Owned<Definition> = { owner: Owner; definition: Definition };

/** The same, whoever wrote it. */
type Held<Definition> = { owner: Holder; definition: Definition };

export type DefinitionShelf<Definition> = {
  /** What runs work by; undefined when nobody declares the name. */
  current?: Held<Definition> | undefined;
  /** The last one first. */
  former: Held<Definition>[];
};

/** Renaming a construct leaves one behind for minutes. Of more, the oldest could not come back anyway. */
const MOST_FORMER = 5;

/**
 * @param isMoved CloudFormation calls the resource by this name already: then it has been moved here from another stack.
 * @throws RenewerError `config-invalid` when another stack has the name.
 */
export function placeOn<Definition>(
  { current, former }: DefinitionShelf<Definition>,
  declared: Owned<Definition>,
  { certificateName, isMoved }: { certificateName: string; isMoved: boolean },
): DefinitionShelf<Definition> {
  const { owner } = declared;
  const isOwn = current !== undefined && isSameOwner(current.owner, owner);
  if (current && !isSameStack(current.owner, owner)) {
    if (!isMoved) throw nameTaken(certificateName, current.owner, owner);
    return { current: declared, former: [] };
  }
  const others = former.filter((one) => !isSameOwner(one.owner, owner));
  return {
    current: declared,
    former: [...(current && !isOwn ? [current] : []), ...others].slice(0, MOST_FORMER),
  };
}

/** The shelf without this owner's definition; the same object where it has none. */
export function takeFrom<Definition>(
  shelf: DefinitionShelf<Definition>,
  owner: Owner,
): DefinitionShelf<Definition> {
  const { current, former } = shelf;
  if (current && isSameOwner(current.owner, owner)) {
    const [before, ...earlier] = former;
    return { current: before, former: earlier };
  }
  const others = former.filter((one) => !isSameOwner(one.owner, owner));
  return others.length === former.length ? shelf : { current, former: others };
}

function nameTaken(certificateName: string, holder: Holder, owner: Owner): RenewerError {
  return new RenewerError({
    code: 'config-invalid',
    disposition: 'person',
    subject: certificateName,
    message:
      `The certificate ${certificateName} is declared by ${describeOwner(holder)}, so ${describeOwner(owner)} cannot have it. ` +
      'Nothing was changed. Remove it there and deploy that stack, then deploy this one; or give this one another certificateName.',
  });
}
