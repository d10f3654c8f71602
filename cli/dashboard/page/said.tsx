/** A sentence of the command, with what one types or opens in it: commands as code with a button, and links to our documentation. */
import { Copied } from './copy.tsx';
import { partsOf } from './said-parts.ts';

export function Said({ text }: { text: string }) {
  return (
    <>
      {partsOf(text).map((part, index) => {
        if (part.is === 'link')
          return (
            <a key={index} href={part.text} target="_blank" rel="noopener noreferrer">
              {part.words}
            </a>
          );
        if (part.is === 'command')
          return (
            <Copied key={index} text={part.text} what={part.text}>
              <code>{part.text}</code>
            </Copied>
          );
        return part.text;
      })}
    </>
  );
}
