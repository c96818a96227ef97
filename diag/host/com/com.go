// Package com calls Windows' COM objects through their tables of methods, without a library. It is empty elsewhere.
package com
