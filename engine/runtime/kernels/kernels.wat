;; The loops that every value on screen goes through, some numbers at a time. vite's plugin (scripts/wat.ts) assembles
;; it; kernels.ts calls it.
(module
  (memory (export "memory") 8)

  ;; Least, most, sum of x and sum of x^2 over `n` float32 (a multiple of 16) at `at`, summed in float64, go to `to` as
  ;; four float64. A NaN makes the sums NaN; least and most pass over it.
  (func (export "sums") (param $at i32) (param $n i32) (param $to i32)
    (local $end i32) (local $a v128) (local $b v128) (local $c v128) (local $e v128) (local $d v128)
    (local $lo v128) (local $hi v128) (local $lo2 v128) (local $hi2 v128)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local $q0 v128) (local $q1 v128) (local $q2 v128) (local $q3 v128)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $n) (i32.const 2))))
    (local.set $lo (f32x4.splat (f32.const inf)))
    (local.set $lo2 (local.get $lo))
    (local.set $hi (f32x4.splat (f32.const -inf)))
    (local.set $hi2 (local.get $hi))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $a (v128.load (local.get $at)))
        (local.set $b (v128.load offset=16 (local.get $at)))
        (local.set $c (v128.load offset=32 (local.get $at)))
        (local.set $e (v128.load offset=48 (local.get $at)))
        (local.set $lo (f32x4.pmin (local.get $lo) (local.get $a)))
        (local.set $hi (f32x4.pmax (local.get $hi) (local.get $a)))
        (local.set $lo2 (f32x4.pmin (local.get $lo2) (local.get $b)))
        (local.set $hi2 (f32x4.pmax (local.get $hi2) (local.get $b)))
        (local.set $lo (f32x4.pmin (local.get $lo) (local.get $c)))
        (local.set $hi (f32x4.pmax (local.get $hi) (local.get $c)))
        (local.set $lo2 (f32x4.pmin (local.get $lo2) (local.get $e)))
        (local.set $hi2 (f32x4.pmax (local.get $hi2) (local.get $e)))
        (local.set $d (f64x2.promote_low_f32x4 (local.get $a)))
        (local.set $s0 (f64x2.add (local.get $s0) (local.get $d)))
        (local.set $q0 (f64x2.add (local.get $q0) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $at))))
        (local.set $s1 (f64x2.add (local.get $s1) (local.get $d)))
        (local.set $q1 (f64x2.add (local.get $q1) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.promote_low_f32x4 (local.get $b)))
        (local.set $s2 (f64x2.add (local.get $s2) (local.get $d)))
        (local.set $q2 (f64x2.add (local.get $q2) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.promote_low_f32x4 (v128.load64_zero offset=24 (local.get $at))))
        (local.set $s3 (f64x2.add (local.get $s3) (local.get $d)))
        (local.set $q3 (f64x2.add (local.get $q3) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.promote_low_f32x4 (local.get $c)))
        (local.set $s0 (f64x2.add (local.get $s0) (local.get $d)))
        (local.set $q0 (f64x2.add (local.get $q0) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.promote_low_f32x4 (v128.load64_zero offset=40 (local.get $at))))
        (local.set $s1 (f64x2.add (local.get $s1) (local.get $d)))
        (local.set $q1 (f64x2.add (local.get $q1) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.promote_low_f32x4 (local.get $e)))
        (local.set $s2 (f64x2.add (local.get $s2) (local.get $d)))
        (local.set $q2 (f64x2.add (local.get $q2) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.promote_low_f32x4 (v128.load64_zero offset=56 (local.get $at))))
        (local.set $s3 (f64x2.add (local.get $s3) (local.get $d)))
        (local.set $q3 (f64x2.add (local.get $q3) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (br $next)))
    (local.set $lo (f32x4.pmin (local.get $lo) (local.get $lo2)))
    (local.set $hi (f32x4.pmax (local.get $hi) (local.get $hi2)))
    (local.set $s0 (f64x2.add (f64x2.add (local.get $s0) (local.get $s1)) (f64x2.add (local.get $s2) (local.get $s3))))
    (local.set $q0 (f64x2.add (f64x2.add (local.get $q0) (local.get $q1)) (f64x2.add (local.get $q2) (local.get $q3))))
    (f64.store (local.get $to) (f64.promote_f32 (f32.min
      (f32.min (f32x4.extract_lane 0 (local.get $lo)) (f32x4.extract_lane 1 (local.get $lo)))
      (f32.min (f32x4.extract_lane 2 (local.get $lo)) (f32x4.extract_lane 3 (local.get $lo))))))
    (f64.store offset=8 (local.get $to) (f64.promote_f32 (f32.max
      (f32.max (f32x4.extract_lane 0 (local.get $hi)) (f32x4.extract_lane 1 (local.get $hi)))
      (f32.max (f32x4.extract_lane 2 (local.get $hi)) (f32x4.extract_lane 3 (local.get $hi))))))
    (f64.store offset=16 (local.get $to) (f64.add (f64x2.extract_lane 0 (local.get $s0)) (f64x2.extract_lane 1 (local.get $s0))))
    (f64.store offset=24 (local.get $to) (f64.add (f64x2.extract_lane 0 (local.get $q0)) (f64x2.extract_lane 1 (local.get $q0)))))

  ;; Least, most, sum of x - shift and sum of (x - shift)^2 over `n` float32 (a multiple of 8) at `at`, summed in
  ;; float64, go to `to` as four float64. A NaN makes the sums NaN; least and most pass over it.
  (func (export "sweep") (param $at i32) (param $n i32) (param $shift f64) (param $to i32)
    (local $end i32) (local $k v128) (local $a v128) (local $b v128)
    (local $lo v128) (local $hi v128) (local $lo2 v128) (local $hi2 v128)
    (local $d v128) (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local $q0 v128) (local $q1 v128) (local $q2 v128) (local $q3 v128)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $n) (i32.const 2))))
    (local.set $k (f64x2.splat (local.get $shift)))
    (local.set $lo (f32x4.splat (f32.const inf)))
    (local.set $lo2 (local.get $lo))
    (local.set $hi (f32x4.splat (f32.const -inf)))
    (local.set $hi2 (local.get $hi))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $a (v128.load (local.get $at)))
        (local.set $b (v128.load offset=16 (local.get $at)))
        (local.set $lo (f32x4.pmin (local.get $lo) (local.get $a)))
        (local.set $hi (f32x4.pmax (local.get $hi) (local.get $a)))
        (local.set $lo2 (f32x4.pmin (local.get $lo2) (local.get $b)))
        (local.set $hi2 (f32x4.pmax (local.get $hi2) (local.get $b)))
        (local.set $d (f64x2.sub (f64x2.promote_low_f32x4 (local.get $a)) (local.get $k)))
        (local.set $s0 (f64x2.add (local.get $s0) (local.get $d)))
        (local.set $q0 (f64x2.add (local.get $q0) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.sub (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $at))) (local.get $k)))
        (local.set $s1 (f64x2.add (local.get $s1) (local.get $d)))
        (local.set $q1 (f64x2.add (local.get $q1) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.sub (f64x2.promote_low_f32x4 (local.get $b)) (local.get $k)))
        (local.set $s2 (f64x2.add (local.get $s2) (local.get $d)))
        (local.set $q2 (f64x2.add (local.get $q2) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $d (f64x2.sub (f64x2.promote_low_f32x4 (v128.load64_zero offset=24 (local.get $at))) (local.get $k)))
        (local.set $s3 (f64x2.add (local.get $s3) (local.get $d)))
        (local.set $q3 (f64x2.add (local.get $q3) (f64x2.mul (local.get $d) (local.get $d))))
        (local.set $at (i32.add (local.get $at) (i32.const 32)))
        (br $next)))
    (local.set $lo (f32x4.pmin (local.get $lo) (local.get $lo2)))
    (local.set $hi (f32x4.pmax (local.get $hi) (local.get $hi2)))
    (local.set $s0 (f64x2.add (f64x2.add (local.get $s0) (local.get $s1)) (f64x2.add (local.get $s2) (local.get $s3))))
    (local.set $q0 (f64x2.add (f64x2.add (local.get $q0) (local.get $q1)) (f64x2.add (local.get $q2) (local.get $q3))))
    (f64.store (local.get $to) (f64.promote_f32 (f32.min
      (f32.min (f32x4.extract_lane 0 (local.get $lo)) (f32x4.extract_lane 1 (local.get $lo)))
      (f32.min (f32x4.extract_lane 2 (local.get $lo)) (f32x4.extract_lane 3 (local.get $lo))))))
    (f64.store offset=8 (local.get $to) (f64.promote_f32 (f32.max
      (f32.max (f32x4.extract_lane 0 (local.get $hi)) (f32x4.extract_lane 1 (local.get $hi)))
      (f32.max (f32x4.extract_lane 2 (local.get $hi)) (f32x4.extract_lane 3 (local.get $hi))))))
    (f64.store offset=16 (local.get $to) (f64.add (f64x2.extract_lane 0 (local.get $s0)) (f64x2.extract_lane 1 (local.get $s0))))
    (f64.store offset=24 (local.get $to) (f64.add (f64x2.extract_lane 0 (local.get $q0)) (f64x2.extract_lane 1 (local.get $q0)))))

  ;; round((x - lo) * scale) of two float32, as two i32 in the low half. NaN is 0, as is all below it.
  (func $pair (param $x v128) (param $lo v128) (param $scale v128) (result v128)
    (i32x4.trunc_sat_f64x2_u_zero (f64x2.add
      (f64x2.mul (f64x2.sub (f64x2.promote_low_f32x4 (local.get $x)) (local.get $lo)) (local.get $scale))
      (f64x2.splat (f64.const 0.5)))))

  ;; Four float32 as i32, 255 at most.
  (func $four (param $at i32) (param $lo v128) (param $scale v128) (result v128)
    (i32x4.min_u
      (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
        (call $pair (v128.load64_zero (local.get $at)) (local.get $lo) (local.get $scale))
        (call $pair (v128.load64_zero offset=8 (local.get $at)) (local.get $lo) (local.get $scale)))
      (i32x4.splat (i32.const 255))))

  ;; Bytes round((x - lo) * scale), cut to 0..255, of `n` float32 at `at`, at `to`; both ends rounded up to 16 numbers.
  (func (export "levels") (param $at i32) (param $n i32) (param $lo f64) (param $scale f64) (param $to i32)
    (local $end i32) (local $l v128) (local $s v128)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $n) (i32.const 2))))
    (local.set $l (f64x2.splat (local.get $lo)))
    (local.set $s (f64x2.splat (local.get $scale)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (v128.store (local.get $to) (i8x16.narrow_i16x8_u
          (i16x8.narrow_i32x4_u
            (call $four (local.get $at) (local.get $l) (local.get $s))
            (call $four (i32.add (local.get $at) (i32.const 16)) (local.get $l) (local.get $s)))
          (i16x8.narrow_i32x4_u
            (call $four (i32.add (local.get $at) (i32.const 32)) (local.get $l) (local.get $s))
            (call $four (i32.add (local.get $at) (i32.const 48)) (local.get $l) (local.get $s)))))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (br $next))))

  ;; Four float32 as i32, 0 to 255, in float32 all the way. Next to 2^23 a float32 has no digits behind the point: it is
  ;; rounded there, and its last byte is the number.
  (func $quick (param $x v128) (param $lo v128) (param $scale v128) (result v128)
    (v128.and (v128.const i32x4 255 255 255 255) (f32x4.add (v128.const f32x4 8388608 8388608 8388608 8388608)
      (f32x4.pmin (v128.const f32x4 255 255 255 255)
        ;; NaN is not more than 0 either.
        (f32x4.pmax (v128.const f32x4 0 0 0 0) (f32x4.mul (f32x4.sub (local.get $x) (local.get $lo)) (local.get $scale)))))))

  ;; As `levels`, for a `lo` that is a float32; halves go to the even number.
  (func (export "quickLevels") (param $at i32) (param $n i32) (param $lo f32) (param $scale f32) (param $to i32)
    (local $end i32) (local $l v128) (local $s v128)
    (local.set $end (i32.add (local.get $at) (i32.shl (local.get $n) (i32.const 2))))
    (local.set $l (f32x4.splat (local.get $lo)))
    (local.set $s (f32x4.splat (local.get $scale)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (v128.store (local.get $to) (i8x16.narrow_i16x8_u
          (i16x8.narrow_i32x4_u
            (call $quick (v128.load (local.get $at)) (local.get $l) (local.get $s))
            (call $quick (v128.load offset=16 (local.get $at)) (local.get $l) (local.get $s)))
          (i16x8.narrow_i32x4_u
            (call $quick (v128.load offset=32 (local.get $at)) (local.get $l) (local.get $s))
            (call $quick (v128.load offset=48 (local.get $at)) (local.get $l) (local.get $s)))))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (local.set $to (i32.add (local.get $to) (i32.const 16)))
        (br $next))))

  ;; Means of a matrix of float32 at `at`, `cols` wide, over areas: `height` by `width` of them, whose edges lie at
  ;; `lines` and `columns` as one i32 more. They are `least` columns wide, or one more. Each less `lo`, as float32, at
  ;; `to`. `line` has room for a row of float64 and four more. Summed in float64, first down and then along.
  (func (export "means") (param $at i32) (param $cols i32) (param $lines i32) (param $height i32) (param $columns i32)
    (param $width i32) (param $least i32) (param $lo f64) (param $line i32) (param $to i32)
    (local $row i32) (local $bottom i32) (local $from i32) (local $stride i32) (local $lineEnd i32) (local $cell i32)
    (local $edge i32) (local $edgesEnd i32) (local $cellEnd i32) (local $wide i32) (local $v v128)
    (local $sum f64) (local $high f64) (local $share f64) (local $shareWide f64)
    (local.set $stride (i32.shl (local.get $cols) (i32.const 2)))
    (local.set $lineEnd (i32.add (local.get $line) (i32.shl (local.get $cols) (i32.const 3))))
    (local.set $edgesEnd (i32.add (local.get $columns) (i32.shl (local.get $width) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $height)))
        (local.set $row (i32.load (local.get $lines)))
        (local.set $bottom (i32.load offset=4 (local.get $lines)))
        (local.set $high (f64.convert_i32_s (i32.sub (local.get $bottom) (local.get $row))))
        (local.set $share (f64.div (f64.const 1) (f64.mul (local.get $high) (f64.convert_i32_s (local.get $least)))))
        (local.set $shareWide (f64.div (f64.const 1) (f64.mul (local.get $high) (f64.convert_i32_s (i32.add (local.get $least) (i32.const 1))))))
        (local.set $from (i32.add (local.get $at) (i32.mul (local.get $row) (local.get $stride))))
        (local.set $cell (local.get $line))
        (loop $first
          (local.set $v (v128.load (local.get $from)))
          (v128.store (local.get $cell) (f64x2.promote_low_f32x4 (local.get $v)))
          (v128.store offset=16 (local.get $cell) (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $from))))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br_if $first (i32.lt_u (local.tee $cell (i32.add (local.get $cell) (i32.const 32))) (local.get $lineEnd))))
        (block $down
          (loop $further
            (br_if $down (i32.ge_s (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $bottom)))
            (local.set $from (i32.add (local.get $at) (i32.mul (local.get $row) (local.get $stride))))
            (local.set $cell (local.get $line))
            (loop $add
              (local.set $v (v128.load (local.get $from)))
              (v128.store (local.get $cell) (f64x2.add (v128.load (local.get $cell)) (f64x2.promote_low_f32x4 (local.get $v))))
              (v128.store offset=16 (local.get $cell) (f64x2.add (v128.load offset=16 (local.get $cell))
                (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $from)))))
              (local.set $from (i32.add (local.get $from) (i32.const 16)))
              (br_if $add (i32.lt_u (local.tee $cell (i32.add (local.get $cell) (i32.const 32))) (local.get $lineEnd))))
            (br $further)))
        (local.set $edge (local.get $columns))
        (loop $along
          (local.set $cell (i32.add (local.get $line) (i32.shl (i32.load (local.get $edge)) (i32.const 3))))
          (local.set $cellEnd (i32.add (local.get $cell) (i32.shl (local.get $least) (i32.const 3))))
          (local.set $wide (i32.gt_s (i32.sub (i32.load offset=4 (local.get $edge)) (i32.load (local.get $edge))) (local.get $least)))
          ;; What is one wider has one more; chosen without a branch, which could not be foreseen.
          (local.set $sum (select (f64.load (local.get $cellEnd)) (f64.const 0) (local.get $wide)))
          (loop $each
            (local.set $sum (f64.add (local.get $sum) (f64.load (local.get $cell))))
            (br_if $each (i32.lt_u (local.tee $cell (i32.add (local.get $cell) (i32.const 8))) (local.get $cellEnd))))
          (f32.store (local.get $to) (f32.demote_f64 (f64.sub
            (f64.mul (local.get $sum) (select (local.get $shareWide) (local.get $share) (local.get $wide)))
            (local.get $lo))))
          (local.set $to (i32.add (local.get $to) (i32.const 4)))
          (br_if $along (i32.lt_u (local.tee $edge (i32.add (local.get $edge) (i32.const 4))) (local.get $edgesEnd))))
        (local.set $lines (i32.add (local.get $lines) (i32.const 4)))
        (local.set $height (i32.sub (local.get $height) (i32.const 1)))
        (br $next)))))
