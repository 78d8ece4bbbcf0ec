" vim-go: it has no setting for the path of gopls, it looks for the name `gopls`.
" So the folder that holds the proxy under that name goes first on Vim's PATH, and vim-go is told
" to look there before it looks in GOBIN or GOPATH/bin. Its other tools are still found there.
let $PATH = '/usr/local/lib/gopls-proxy:' . $PATH
let g:go_search_bin_path_first = 0

" The default, -remote=auto, puts gopls into a daemon that a proxy cannot watch.
let g:go_gopls_options = []
let g:go_def_mode = 'gopls'
let g:go_info_mode = 'gopls'
