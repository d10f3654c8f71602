/**
 * The tags of what a run makes, as if it stood in the template: `Tags.of` finds it in the tree by its resource type and gives it
 * the tags of everything around it; those of the stack itself CloudFormation would add.
 */
import { Aspects, type ITaggableV2, Stack, TagManager, TagType, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { checkTags, type Tags } from '../functions/engine/config/tags.ts';

type MadeLater = 'AWS::CertificateManager::Certificate' | 'AWS::SecretsManager::Secret';

export class RunTimeTags extends Construct implements ITaggableV2 {
  readonly cdkTagManager: TagManager;

  /** @param maxLength of the tags as JSON, where they have to fit somewhere. */
  constructor(scope: Construct, id: string, resourceType: MadeLater, maxLength = Number.POSITIVE_INFINITY) {
    super(scope, id);
    this.cdkTagManager = new TagManager(TagType.MAP, resourceType);
    this.node.addValidation({ validate: () => this.findFaults(resourceType, maxLength) });
  }

  /** Undefined without any. Complete only once the aspects have run: to be read by a `Lazy`. */
  read(): Tags | undefined {
    const tags = { ...Stack.of(this).tags.tagValues(), ...this.cdkTagManager.tagValues() };
    return Object.keys(tags).length > 0 ? tags : undefined;
  }

  /** @param act is called with the tags, if there are any, as soon as they are known. */
  whenTagged(act: (tags: Tags) => void): void {
    Aspects.of(this).add({
      visit: () => {
        const tags = this.read();
        if (tags) act(tags);
      },
    });
  }

  private findFaults(resourceType: string, maxLength: number): string[] {
    const tags = this.read() ?? {};
    // What only CloudFormation knows passes.
    const known = Object.entries(tags).map(([key, value]) => [key, Token.isUnresolved(value) ? '' : value]);
    const faults = checkTags(Object.fromEntries(known));
    const length = JSON.stringify(tags).length;
    if (length > maxLength) {
      faults.push(
        `tags: ${length} letters as JSON; expected: at most ${maxLength}, beside the function's settings`,
      );
    }
    const way = `; to leave a tag out here: excludeResourceTypes: ['${resourceType}']`;
    return faults.map((fault) => `${fault}${way}`);
  }
}
