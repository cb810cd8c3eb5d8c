;; The Mersenne Twister MT19937, four words at a time. Its 624 words lie at 0. mersenne.ts calls it.
(module
  (memory (export "memory") 2)

  ;; The word at `at` anew, from the one behind it at `next` and the one at `far`.
  (func $word (param $at i32) (param $next i32) (param $far i32)
    (local $y i32)
    (local.set $y (i32.or
      (i32.and (i32.load (local.get $at)) (i32.const 0x80000000))
      (i32.and (i32.load (local.get $next)) (i32.const 0x7fffffff))))
    (i32.store (local.get $at) (i32.xor (i32.load (local.get $far)) (i32.xor
      (i32.shr_u (local.get $y) (i32.const 1))
      (i32.and (i32.sub (i32.const 0) (i32.and (local.get $y) (i32.const 1))) (i32.const 0x9908b0df))))))

  ;; The words from `at` to `end`, a multiple of four, each with the one `far` bytes away.
  (func $words (param $at i32) (param $end i32) (param $far i32)
    (local $y v128)
    (loop $next
      (local.set $y (v128.or
        (v128.and (v128.load (local.get $at)) (v128.const i32x4 0x80000000 0x80000000 0x80000000 0x80000000))
        (v128.and (v128.load offset=4 (local.get $at)) (v128.const i32x4 0x7fffffff 0x7fffffff 0x7fffffff 0x7fffffff))))
      (v128.store (local.get $at) (v128.xor (v128.load (i32.add (local.get $at) (local.get $far))) (v128.xor
        (i32x4.shr_u (local.get $y) (i32.const 1))
        (v128.and
          (i32x4.neg (v128.and (local.get $y) (v128.const i32x4 1 1 1 1)))
          (v128.const i32x4 0x9908b0df 0x9908b0df 0x9908b0df 0x9908b0df)))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))))

  ;; All 624 words anew: in front, each with the one 397 behind it, then with the one 227 before it, which is new.
  (func $refill (export "refill")
    (call $words (i32.const 0) (i32.const 896) (i32.const 1588))
    (call $word (i32.const 896) (i32.const 900) (i32.const 2484))
    (call $word (i32.const 900) (i32.const 904) (i32.const 2488))
    (call $word (i32.const 904) (i32.const 908) (i32.const 2492))
    (call $words (i32.const 908) (i32.const 2492) (i32.const -908))
    (call $word (i32.const 2492) (i32.const 0) (i32.const 1584)))

  ;; Two of four 24-bit words as float64, times `scale` and plus `base`, rounded to float32: in the low half.
  (func $two (param $words v128) (param $scale v128) (param $base v128) (result v128)
    (f32x4.demote_f64x2_zero (f64x2.add (f64x2.mul (f64x2.convert_low_i32x4_u (local.get $words)) (local.get $scale)) (local.get $base))))

  ;; `n` float32 at `to` and up to three more, from the words at `index` on: the low 24 bits of each, times `scale`, plus
  ;; `base`. Gives the index behind the last.
  (func (export "uniform") (param $index i32) (param $n i32) (param $scale f64) (param $base f64) (param $to i32) (result i32)
    (local $y v128) (local $s v128) (local $b v128) (local $at i32) (local $out i32) (local $end i32) (local $count i32)
    (local.set $s (f64x2.splat (local.get $scale)))
    (local.set $b (f64x2.splat (local.get $base)))
    (block $done
      (loop $more
        (br_if $done (i32.eqz (local.get $n)))
        (if (i32.eq (local.get $index) (i32.const 624))
          (then
            (call $refill)
            (local.set $index (i32.const 0))))
        (local.set $count (i32.sub (i32.const 624) (local.get $index)))
        (if (i32.lt_u (local.get $n) (local.get $count)) (then (local.set $count (local.get $n))))
        (local.set $at (i32.shl (local.get $index) (i32.const 2)))
        (local.set $end (i32.add (local.get $at) (i32.shl (local.get $count) (i32.const 2))))
        (local.set $out (local.get $to))
        (loop $next
          (local.set $y (v128.load (local.get $at)))
          (local.set $y (v128.xor (local.get $y) (i32x4.shr_u (local.get $y) (i32.const 11))))
          (local.set $y (v128.xor (local.get $y) (v128.and (i32x4.shl (local.get $y) (i32.const 7)) (v128.const i32x4 0x9d2c5680 0x9d2c5680 0x9d2c5680 0x9d2c5680))))
          (local.set $y (v128.xor (local.get $y) (v128.and (i32x4.shl (local.get $y) (i32.const 15)) (v128.const i32x4 0xefc60000 0xefc60000 0xefc60000 0xefc60000))))
          (local.set $y (v128.xor (local.get $y) (i32x4.shr_u (local.get $y) (i32.const 18))))
          (local.set $y (v128.and (local.get $y) (v128.const i32x4 0xffffff 0xffffff 0xffffff 0xffffff)))
          (v128.store (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (call $two (local.get $y) (local.get $s) (local.get $b))
            (call $two (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $y) (local.get $y)) (local.get $s) (local.get $b))))
          (local.set $out (i32.add (local.get $out) (i32.const 16)))
          (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
        (local.set $to (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 2))))
        (local.set $index (i32.add (local.get $index) (local.get $count)))
        (local.set $n (i32.sub (local.get $n) (local.get $count)))
        (br $more)))
    (local.get $index)))
