/**
 * Completion scripts. Each hands the words up to the cursor, the unfinished one last, to `holdfast __complete` and offers what comes back:
 * one candidate a line, with a description after a tab.
 */

const bash = `_holdfast() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("\${line%%$'\\t'*}"); done < <(holdfast __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == */ ]]; then compopt -o nospace; fi
}
complete -o default -F _holdfast holdfast
`;

const zsh = `#compdef holdfast
_holdfast() {
  local -a candidates
  local line
  while IFS= read -r line; do
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}\${\${(M)line:#*$'\\t'*}:+:\${line#*$'\\t'}}")
  done < <(holdfast __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then _describe 'holdfast' candidates; else _files; fi
}
if [ "\${funcstack[1]}" = "_holdfast" ]; then _holdfast "$@"; else compdef _holdfast holdfast; fi
`;

const fish = `function __holdfast_complete
  set -l words (commandline -opc) (commandline -ct)
  holdfast __complete $words[2..-1] 2>/dev/null
end
complete -c holdfast -f -a '(__holdfast_complete)'
`;

const pwsh = `Register-ArgumentCompleter -Native -CommandName holdfast -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -le $cursorPosition } | ForEach-Object { $_.ToString() })
  if ($wordToComplete -eq '') { $words += '' }
  holdfast __complete @words 2>$null | ForEach-Object {
    $name, $text = $_ -split "\`t", 2
    if (-not $text) { $text = $name }
    [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $text)
  }
}
`;

export const shells: Readonly<Record<string, string>> = { bash, zsh, fish, pwsh };
