/** esbuild collects what a module imports as CSS. */
declare module '*.css';
