/** The page's faces inside a worker, which does not see the page's style sheets. */
import greek from '@fontsource-variable/inter/files/inter-greek-wght-normal.woff2?url';
import latinExtended from '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2?url';
import latin from '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url';
import mono from '@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2?url';

const LATIN =
  'U+0-FF, U+131, U+152-153, U+2BB-2BC, U+2C6, U+2DA, U+2DC, U+2000-206F, U+20AC, U+2122, U+2191-2193, U+2212, U+2215, U+FEFF, U+FFFD';

/** Ranges as in the style sheet of the package; what they lack comes from the system. */
const files = [
  { family: 'JetBrains Mono Variable', url: mono, unicodeRange: LATIN },
  { family: 'Inter Variable', url: latin, unicodeRange: LATIN },
  {
    family: 'Inter Variable',
    url: latinExtended,
    unicodeRange: 'U+100-2BA, U+2BD-2C5, U+2C7-2CC, U+1D00-1DBF, U+1E00-1E9F, U+2020, U+20A0-20AB, U+2113',
  },
  { family: 'Inter Variable', url: greek, unicodeRange: 'U+370-3FF' },
] as const;

/** A face that does not load leaves its characters to the system's. */
export async function loadFonts(): Promise<void> {
  const { fonts } = self as unknown as { readonly fonts: FontFaceSet };
  const load = async ({ family, url, unicodeRange }: (typeof files)[number]): Promise<void> => {
    const face = new FontFace(family, `url(${new URL(url, import.meta.url).href})`, {
      unicodeRange,
      weight: '100 900',
    });
    fonts.add(await face.load());
  };
  await Promise.allSettled(files.map(load));
}
