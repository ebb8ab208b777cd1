import type { Words } from './words.ts';

/** Shells that there is a script for. */
export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** How each shell says which words stand before the one that is typed, and takes what may stand there. */
const DIALECTS: Readonly<Record<Shell, { before: string; offer: string; register: string }>> = {
  bash: {
    before: '"${COMP_WORDS[@]:1:COMP_CWORD-1}"',
    // A name that ends in = wants its value behind it, without a space.
    offer: `COMPREPLY=($(compgen -W "$offered" -- "\${COMP_WORDS[COMP_CWORD]}"))
  if [[ "\${COMPREPLY[0]:-}" == *= ]]; then compopt -o nospace 2>/dev/null; fi`,
    register: 'complete -F _bellwether bellwether ./bellwether',
  },
  zsh: {
    before: '"${(@)words[2,CURRENT-1]}"',
    offer: `local -a all plain valued
  all=(\${=offered})
  plain=(\${all:#*=}) valued=(\${(M)all:#*=})
  compadd -- $plain
  compadd -S '' -- $valued`,
    register: 'compdef _bellwether bellwether ./bellwether',
  },
};

/**
 * The completion script of a shell: a function that finds the longest known path among the words typed so far, and offers what
 * follows it. It starts nothing, so it is as fast as the shell.
 */
export function completionScript(shell: Shell, words: Words): string {
  const { before, offer, register } = DIALECTS[shell];
  const cases = [...words].map(([path, all]) => `    '${path}') offered='${all.join(' ')}' ;;`);
  const paths = [...words.keys()].filter((path) => path !== '').map((path) => `'${path}'`);
  return `# Completes ./bellwether in ${shell}: source <(./bellwether completion ${shell})
_bellwether() {
  local found='' word next offered=''
  for word in ${before}; do
    next="\${found:+$found }$word"
    case "$next" in
      ${paths.join('|')}) found="$next" ;;
    esac
  done
  case "$found" in
${cases.join('\n')}
  esac
  ${offer}
}
${register}
`;
}
