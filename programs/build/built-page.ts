/**
 * The page in the command's bundle is built already: its three texts stand in the place of cli/dashboard/build-page.ts, which
 * builds it with esbuild.
 */
import type { Metafile, Plugin } from 'esbuild';
import { bundlePage } from '../../cli/dashboard/build-page.ts';

export type BuiltPage = {
  plugin: Plugin;
  /** What its bytes are made of. */
  metafile: Metafile;
};

export async function builtPage(): Promise<BuiltPage> {
  const { files, metafile } = await bundlePage();
  const contents = `export const buildPage = async () => (${JSON.stringify(files)});`;
  return {
    metafile,
    plugin: {
      name: 'built-page',
      setup({ onLoad }) {
        onLoad({ filter: /cli[\\/]dashboard[\\/]build-page\.ts$/ }, () => ({ contents, loader: 'js' }));
      },
    },
  };
}
