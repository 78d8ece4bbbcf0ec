;; Eglot: gopls-proxy as the server of Go buffers.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((go-mode go-ts-mode) . ("gopls-proxy"))))
