" Drives Vim with ALE and the settings of ale.vim: an unsaved edit is put above a function, and the
" jump to that function must land on its line in the unsaved text. Then once more, after gopls was
" killed by the command $KILL_GOPLS, if there is one. Started by ../check with a Go file open and
" g:report naming the file for what is to be said; ends Vim, with exit code 1 if anything is wrong.
let s:limit_s = 120

function! s:say(message) abort
  call writefile(['vim: ' . a:message], g:report, 'a')
endfunction

function! s:fail(message) abort
  call s:say(a:message)
  cquit 1
endfunction

function! s:wait_until(condition, message) abort
  let l:start = localtime()
  while !a:condition()
    if localtime() - l:start > s:limit_s
      call s:fail(a:message)
    endif
    sleep 20m
  endwhile
endfunction

function! s:edit_and_jump(when) abort
  call append(2, ['// not saved', ''])
  let l:from = search('Println(\zsgreet', 'cw')
  ALEGoToDefinition
  call s:wait_until({-> line('.') != l:from}, 'no jump' . a:when)
  if getline('.') !=# 'func greet() string {'
    call s:fail('the jump' . a:when . ' went to line ' . line('.') . ': ' . getline('.'))
  endif
  call s:say('jumped to line ' . line('.') . ' of the unsaved text' . a:when)
endfunction

function! s:main() abort
  call ale#Queue(0)
  call s:wait_until({-> !empty(filter(copy(ale#lsp#GetConnections()),
        \ {_, c -> get(c, 'initialized', 0)}))}, 'no server was started')
  call s:edit_and_jump('')
  if !empty($KILL_GOPLS)
    call system($KILL_GOPLS)
    if v:shell_error
      call s:fail('there was no gopls to kill')
    endif
    call s:edit_and_jump(', gopls killed')
  endif
  qall!
endfunction

call s:main()
