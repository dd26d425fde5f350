-- expect: more than 200 million instructions: an endless loop?
::again::
goto again
